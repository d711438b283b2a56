import { expect, test } from "bun:test";
import { ConfigError, readConfig } from "../src/config";

test("an empty environment gives the documented defaults", () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: "0.0.0.0",
    databaseUrl: "sqlite:./data/chuan.db",
    greeting: "丢你楼某",
    allowedOrigins: [],
    logLevel: "info",
  });
});

test("an empty or blank variable is an unset one", () => {
  expect(readConfig({ PORT: "", GREETING: "  " })).toMatchObject({
    port: 3000,
    greeting: "丢你楼某",
  });
});

test("several origins are separated by commas", () => {
  const { allowedOrigins } = readConfig({
    ALLOWED_ORIGINS: "https://a.example, http://b.example:8080",
  });
  expect(allowedOrigins).toEqual(["https://a.example", "http://b.example:8080"]);
});

test.each([
  ["PORT", "http"],
  ["PORT", "65536"],
  ["PORT", "-1"],
  ["PORT", "3000.5"],
  ["PORT", "0x50"],
  ["LOG_LEVEL", "loud"],
  ["ALLOWED_ORIGINS", "chat.example.org"],
  ["ALLOWED_ORIGINS", "https://chat.example.org/"],
  ["ALLOWED_ORIGINS", "*"],
  ["ALLOWED_ORIGINS", "javascript:alert(1)"],
  ["MAX_ROOMS", "many"],
  ["BACKLOG_BYTES", "1MB"],
])(
  "a wrong value stops the boot with one line that names the variable: %s=%s",
  (variable, value) => {
    const wrong = () => readConfig({ [variable]: value });
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(
      new RegExp(`^${variable} is "${RegExp.escape(value)}", but it must be .+$`),
    );
  },
);
