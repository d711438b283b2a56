import { useEffect, useState } from "preact/hooks";
import type { Person, ReplyTo } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import { titleOf } from "../elements/room-title";
import { withWhy } from "../elements/why";
import { useAllWords } from "../languages/later-words";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";
import { shownLabel } from "../text/label";
import { keyOfPlace, overseen } from "./may";
import { WholeText } from "./whole-text";

type Listed = ReplyTo<"reports">["reports"][number];
type Outcome = NonNullable<Listed["outcome"]>;

interface Props {
  chat: Chat;
  /** Shows what can be done to somebody in the room of a message. */
  onPerson: (person: Person, message: { room: string; seq: number }) => void;
  onClose: () => void;
}

/** What was reported to the person, in all rooms: what waits first. */
export function ReportsDialog({ chat, onPerson, onClose }: Props) {
  const { say } = useAllWords();
  const { reports, more, hasFailed, read, readMore } = useReports(chat);
  const { isBusy, fault, run } = useRequest();
  const decide = async ({ id }: Listed, outcome: Outcome) => {
    if (await run(() => chat.requests.ask("decide", { id, outcome }))) await read();
  };
  const go = ({ room, seq }: Listed) => {
    onClose();
    chat.open({ room, seq });
  };
  return (
    <Dialog title={say("reports")} onClose={onClose}>
      <ul class="reports">
        {reports?.map((report) => (
          <ReportItem key={report.id} report={report} chat={chat}>
            <button type="button" onClick={() => go(report)}>
              {say("goTo")}
            </button>
            <button
              type="button"
              onClick={() => onPerson({ from: report.from, name: report.fromName ?? "" }, report)}
            >
              {say("moderate", { name: report.fromName ?? "…" })}
            </button>
            {!report.outcome &&
              (["acted", "nothing"] as const).map((outcome) => (
                <button
                  key={outcome}
                  type="button"
                  disabled={isBusy}
                  onClick={() => void decide(report, outcome)}
                >
                  {say(`decide_${outcome}`)}
                </button>
              ))}
          </ReportItem>
        ))}
      </ul>
      <p class="note" role="status">
        {hasFailed && <ChangingText of={say("notDone_offline")} />}
        {reports?.length === 0 && <ChangingText of={say("none")} />}
      </p>
      {fault}
      {more && (
        <button type="button" onClick={() => void readMore()}>
          {say("moreMembers")}
        </button>
      )}
    </Dialog>
  );
}

interface ItemProps {
  report: Listed;
  chat: Chat;
  children: preact.ComponentChildren;
}

function ReportItem({ report, chat, children }: ItemProps) {
  const words = useAllWords();
  const { say, day, time } = words;
  const { room, at, byName = "…", reason, fromName = "…", message, outcome } = report;
  const { title } = chat.rooms.value.find(({ name }) => name === room)?.profile.value ?? {};
  const by = withWhy(
    say("reportBy", { name: byName }),
    reason === undefined ? {} : { reason },
    words,
  );
  return (
    <li>
      <p class="note">
        {titleOf({ room, title }, say)} · {day(at)} {time(at)}
      </p>
      <p>{by}</p>
      <p>
        <bdi class="whose" translate={false}>
          {shownLabel(fromName)}
        </bdi>
      </p>
      <WholeText of={message ?? { name: fromName, txt: "", gone: { at } }} />
      {outcome && <p class="note">{say(`decide_${outcome}`)}</p>}
      <div class="buttons">{children}</div>
    </li>
  );
}

/** What was read so far of the reports of a place. */
interface Pages {
  reports: readonly Listed[];
  more: boolean;
}

/** The reports that the person sees, those first of which nothing was decided; undefined until the server has answered. */
function useReports(chat: Chat) {
  const [places, know] = useState<ReadonlyMap<string, Pages> | undefined>(undefined);
  const [hasFailed, fail] = useState(false);
  const readOn = async (place: string | undefined, known: Pages | undefined) => {
    if (known && !known.more) return known;
    const { reports = [] } = known ?? {};
    const where = place === undefined ? {} : { room: place };
    const reply = await chat.requests.ask("reports", { ...where, skip: reports.length });
    if (!reply.ok) return { reports, more: false };
    chat.countReports(keyOfPlace(place), reply.open);
    return { reports: [...reports, ...reply.reports], more: reply.more };
  };
  /** Reads the first page of every place, or the next one after those that are known. */
  const read = async (known?: ReadonlyMap<string, Pages>) => {
    try {
      const all = overseen(chat).map(async (place) => {
        const key = keyOfPlace(place);
        return [key, await readOn(place, known?.get(key))] as const;
      });
      know(new Map(await Promise.all(all)));
      fail(false);
    } catch {
      fail(true);
    }
  };
  useEffect(() => void read(), []);
  const pages = places && [...places.values()];
  const more = pages?.some((one) => one.more) ?? false;
  const reports = pages && inOrder(pages.flatMap((one) => one.reports));
  return { reports, more, hasFailed, read, readMore: () => read(places) };
}

/** Each once: one that is new moves the others on to the next page. */
function inOrder(reports: readonly Listed[]): Listed[] {
  const rank = ({ outcome, at }: Listed) => (outcome ? 0 : 1e15) + at;
  const each = new Map(reports.map((one) => [one.id, one]));
  return [...each.values()].toSorted((one, other) => rank(other) - rank(one));
}
