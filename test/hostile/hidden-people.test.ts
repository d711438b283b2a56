import { expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  come,
  foundClosed,
  granted,
  idOf,
  type Invited,
  ownedOn,
  STORES,
} from "../chat/access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

test.each(STORES)(
  "H28: a member of the server does not learn from `rank` who is known to it, or belongs to a closed room, on %s",
  async (store) => {
    await using server = await ownedOn(store);
    const { token } = await granted<Invited>(server.ada.client.ask("invite", {}));
    await using mallory = await come(server.url, "mallory", { invitation: token });
    {
      await using lin = await come(server.url, "lin");
      await foundClosed(lin);
    }
    const ask = (who: string) => mallory.client.ask("rank", { from: idOf(who), rank: "moderator" });
    const [known, unknown] = [await ask("lin"), await ask("nobody at all")];
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ ok: false, error: { code: "forbidden" } });
  },
);
