/**
 * Who is in which room, by machine. The tables are unlogged: they are empty after a crash of the database.
 * Every machine knows its own people, and writes them again when it finds that the database has forgotten it.
 */
export const createPostgresPeople = `
CREATE UNLOGGED TABLE chuan.machines (
  id    text COLLATE "C" PRIMARY KEY,
  seen  timestamptz NOT NULL
);

CREATE UNLOGGED TABLE chuan.people (
  room     text COLLATE "C" NOT NULL,
  sender   text COLLATE "C" NOT NULL,
  machine  text COLLATE "C" NOT NULL REFERENCES chuan.machines ON DELETE CASCADE,
  name     text NOT NULL,
  since    timestamptz NOT NULL DEFAULT clock_timestamp(),
  said     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (room, sender, machine)
);

CREATE INDEX people_by_machine ON chuan.people (machine);
CREATE INDEX people_by_arrival ON chuan.people (room, since);

-- Removes machines that have been silent for that long, with their people, and notifies their rooms.
CREATE FUNCTION chuan.forget(silent_for interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  dead text[];
BEGIN
  -- Several machines look for the dead at the same moment: each finds others.
  SELECT array_agg(id) INTO dead FROM (
    SELECT id FROM chuan.machines WHERE seen < clock_timestamp() - silent_for
    FOR UPDATE SKIP LOCKED
  ) silent;
  IF dead IS NULL THEN RETURN; END IF;
  PERFORM pg_notify(chuan.channel_of(room), json_build_object('room', room, 'people', true)::text)
    FROM (SELECT DISTINCT room FROM chuan.people WHERE machine = ANY(dead)) rooms;
  DELETE FROM chuan.machines WHERE id = ANY(dead);
END
$$;

-- Records that a machine is alive, and what has changed on it: [{ room, from, name }]; the name is null for a
-- person who has left. Returns whether the machine was known: if not, the machine has to send all of its people.
CREATE FUNCTION chuan.attend(machine text, changes json, silent_for interval)
RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  was_known boolean;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  UPDATE chuan.machines SET seen = clock_timestamp() WHERE id = attend.machine;
  was_known := FOUND;
  IF NOT was_known THEN
    INSERT INTO chuan.machines VALUES (attend.machine, clock_timestamp());
  END IF;

  DELETE FROM chuan.people p
    USING json_to_recordset(changes) AS gone(room text, "from" text, name text)
    WHERE gone.name IS NULL AND p.room = gone.room AND p.sender = gone."from"
      AND p.machine = attend.machine;
  INSERT INTO chuan.people (room, sender, machine, name)
    SELECT there.room, there."from", attend.machine, there.name
    FROM json_to_recordset(changes) AS there(room text, "from" text, name text)
    WHERE there.name IS NOT NULL
    ON CONFLICT (room, sender, machine) DO UPDATE SET name = excluded.name, said = excluded.said;
  PERFORM pg_notify(chuan.channel_of(room), json_build_object('room', room, 'people', true)::text)
    FROM (SELECT DISTINCT room FROM json_to_recordset(changes) AS changed(room text)) rooms;

  PERFORM chuan.forget(silent_for);
  RETURN was_known;
END
$$;
`;
