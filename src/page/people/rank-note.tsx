import type { Rank } from "../../protocol";
import { useAllWords } from "../languages/later-words";

interface Props {
  rank: Rank | undefined;
  onServer: Rank | undefined;
}

/** What somebody who moderates is in the room, and on the server. Nothing of anybody else. */
export function RankNote({ rank, onServer }: Props) {
  const { say } = useAllWords();
  const roles = [
    ...(rank && rank !== "member" ? [say(`rank_${rank}`)] : []),
    ...(onServer && onServer !== "member" ? [say(`server_${onServer}`)] : []),
  ];
  return (
    <>
      {roles.map((role) => (
        <span key={role} class="note role">
          {role}
        </span>
      ))}
    </>
  );
}
