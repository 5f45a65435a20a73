/**
 * fast-check for all tests here.
 *
 * By itself it makes no array and no text of more than 10 items, whatever `maxLength` says
 * (`findings/fast_check_length.sh`): a test of what happens at 500 bytes would never get there. Here a bound that is
 * named is reached.
 *
 * @module
 */
import fc from "fast-check";

fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });

export default fc;
