/**
 * Configuration files of the peers: everything on loopback, nothing kept on disk, no limits that
 * 5,000 talkative members from one address would meet, and no delay that their authors meant for
 * floods.
 *
 * @module
 */

/** nats-server: a client may be far behind before it is cut. */
export function NATS_CONF(port: number): string {
  return `listen: "127.0.0.1:${port}"
max_connections: 60000
max_pending: 1GB
write_deadline: "60s"
`;
}

/** mosquitto, with TCP_NODELAY, which is not its default. */
export function MOSQUITTO_CONF(port: number): string {
  return `listener ${port} 127.0.0.1
allow_anonymous true
persistence false
max_connections -1
max_queued_messages 0
set_tcp_nodelay true
log_type error
user root
`;
}

/** ngircd: MaxPenaltyTime 0 is its way to say that floods are not slowed. */
export function NGIRCD_CONF(port: number): string {
  return `[Global]
Name = bench.local
Info = bench
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = bench
ServerUID = root
ServerGID = root
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 600
PongTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
SyslogFacility = local7
`;
}

/** inspircd: one class for everybody, without fake lag, with queues of any length. */
export function INSPIRCD_CONF(port: number): string {
  return `<config format="xml">
<server name="bench.local" description="bench" network="bench">
<admin name="bench" nick="bench" email="bench@bench.local">
<bind address="127.0.0.1" port="${port}" type="clients">
<power diepass="no" restartpass="no">
<connect name="all" allow="*" timeout="600" pingfreq="600" hardsendq="1G" softsendq="1G"
 recvq="1M" threshold="1000000" commandrate="100000000" fakelag="no" localmax="60000"
 globalmax="60000" maxconnwarn="no" maxchans="20" resolvehostnames="no" useident="no">
<cidr ipv4clone="32" ipv6clone="128">
<performance netbuffersize="65534" somaxconn="4096" softlimit="60000" nouserdns="yes">
<options prefixquit="" syntaxhints="no" defaultmodes="">
<limits maxnick="30">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="error" target="/dev/null">
`;
}
