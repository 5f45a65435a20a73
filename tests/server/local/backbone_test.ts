import { openLocalBackbone } from "../../../server/local/backbone.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { type BackbonePlace, backboneSuite } from "../backbone_suite.ts";
import { failOnWarning, tempFolder } from "./support.ts";

async function localPlace(options: { sync: boolean; segmentBytes?: number }) {
  const data = await tempFolder();
  const place: BackbonePlace = {
    now: 1_000,
    open: () =>
      openLocalBackbone({
        ...options,
        data: data.path,
        clock: () => place.now,
        warn: failOnWarning,
      }),
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  };
  return place;
}

function memoryPlace(): Promise<BackbonePlace> {
  const place: BackbonePlace = {
    now: 1_000,
    open: () => Promise.resolve(backbone),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const backbone = new MemoryBackbone({ clock: () => place.now });
  return Promise.resolve(place);
}

backboneSuite("openLocalBackbone", () => localPlace({ sync: true }));
backboneSuite("openLocalBackbone without sync", () => localPlace({ sync: false }));
backboneSuite("openLocalBackbone in tiny files", () => localPlace({ sync: true, segmentBytes: 1 }));
backboneSuite("MemoryBackbone", memoryPlace);
