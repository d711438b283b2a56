import { expect, test } from "bun:test";
import { ConfigError, readConfig, settingsForLog } from "../../src/start/config";

test("an empty environment gives the documented defaults", () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: "0.0.0.0",
    store: { kind: "sqlite", path: "./data/chuan.db" },
    access: "open",
    greeting: "丢你楼某",
    allowedOrigins: [],
    logLevel: "info",
  });
});

test("an empty or blank variable counts as unset", () => {
  expect(readConfig({ PORT: "", GREETING: "  " })).toMatchObject({
    port: 3000,
    greeting: "丢你楼某",
  });
});

test.each([
  ["fly", "Fly-Client-IP"],
  ["Fly", "Fly-Client-IP"],
  ["X-Real-IP", "X-Real-IP"],
])("TRUSTED_PROXY=%s reads addresses from the header %s", (value, header) => {
  expect(readConfig({ TRUSTED_PROXY: value }).trustedProxy).toBe(header);
});

test("ALLOWED_ORIGINS is any number of origins, separated by commas", () => {
  const { allowedOrigins } = readConfig({
    ALLOWED_ORIGINS: "https://a.example, http://b.example:8080",
  });
  expect(allowedOrigins).toEqual(["https://a.example", "http://b.example:8080"]);
});

test("PUBLIC_URL is any number of addresses, each kept as its origin", () => {
  const value = "https://Chat.example.org, http://nas:3000/ ,https://聊天.example:443";
  expect(readConfig({ PUBLIC_URL: value }).publicUrls).toEqual([
    "https://chat.example.org",
    "http://nas:3000",
    "https://xn--rss932g.example",
  ]);
  expect(readConfig({}).publicUrls).toEqual([]);
});

test.each([
  ["PUBLIC_URL", "chat.example.org"],
  ["PUBLIC_URL", "https:chat.example.org"],
  ["PUBLIC_URL", "https://chat.example.org/chat"],
  ["PUBLIC_URL", "https://chat.example.org/#a"],
  ["PUBLIC_URL", "https://"],
  ["PUBLIC_URL", "*"],
  ["PUBLIC_URL", "wss://chat.example.org"],
  ["PORT", "http"],
  ["PORT", "65536"],
  ["PORT", "-1"],
  ["PORT", "3000.5"],
  ["PORT", "0x50"],
  ["LOG_LEVEL", "loud"],
  ["ACCESS", "closed"],
  ["ALLOWED_ORIGINS", "chat.example.org"],
  ["ALLOWED_ORIGINS", "https://chat.example.org/"],
  ["ALLOWED_ORIGINS", "*"],
  ["ALLOWED_ORIGINS", "javascript:alert(1)"],
  ["MAX_ROOMS", "many"],
  ["BACKLOG_BYTES", "1MB"],
  ["TRUSTED_PROXY", "true"],
  ["TRUSTED_PROXY", "1"],
  ["TRUSTED_PROXY", "Yes"],
  ["TRUSTED_PROXY", "127.0.0.1"],
])("an invalid setting stops the start with one line that names it: %s=%s", (variable, value) => {
  const wrong = () => readConfig({ [variable]: value });
  expect(wrong).toThrow(ConfigError);
  expect(wrong).toThrow(
    new RegExp(`^${variable} is "${RegExp.escape(value)}", but it must be .+$`),
  );
});

test.each([
  ["DATABASE_URL", "sqlite:", "sqlite:"],
  ["DATABASE_URL", "chuan.db", "chuan.db"],
  ["DATABASE_URL", "mysql://ada:s3cret@host/chat", "mysql://host/chat"],
  ["DATABASE_URL", "postgress://ada:s3cret@host/chat", "postgress://host/chat"],
  ["DATABASE_URL", "postgres:ada:s3cret@host/chat", "host/chat"],
  ["DATABASE_URL", "postgres://ada:p#s3cret@host/chat", "postgres://host/chat"],
  ["DATABASE_URL", "postgres://ada:1#s3cret@host/chat", "postgres://host/chat"],
  ["DATABASE_URL", "postgres://ada:1/s3cret@host/chat", "postgres://host/chat"],
  ["DATABASE_URL", "postgres://ada:1?s3cret@host/chat", "postgres://host/chat"],
  ["DATABASE_URL", "postgress://host/chat?password=s3cret", "postgress://host/chat"],
  ["DATABASE_URL", "postgres://", "postgres://"],
  ["DIRECT_DATABASE_URL", "sqlite:chuan.db", "sqlite:chuan.db"],
  ["DIRECT_DATABASE_URL", "postgres://ada:s3 cret@[no address", "postgres://[no address"],
])(
  "an invalid database address is refused without printing its password: %s=%s",
  (variable, value, said) => {
    const wrong = () => readConfig({ [variable]: value });
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(`${variable} is "${said}", but it must be `);
    expect(wrong).toThrow("postgres://USER:PASSWORD@HOST/DATABASE");
  },
);

test("the configuration is logged without the password in a database's address", () => {
  const config = readConfig({
    DATABASE_URL: "postgres://chuan:secret@db.example.org:5432/chat?password=secret",
    DIRECT_DATABASE_URL: "postgres://chuan:se%23ret@db.example.org:5433/chat",
  });
  expect(settingsForLog(config)).toMatchObject({
    store: "postgres://db.example.org:5432/chat",
    directDatabaseUrl: "postgres://db.example.org:5433/chat",
    greeting: "丢你楼某",
  });
});
