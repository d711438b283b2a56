/** Pictures of people, and the server's icon (P38): files that belong to nobody's message. */
export const createSqlitePictures = `
  CREATE INDEX files_faces ON files (sender) WHERE room = '~faces' AND gone = 0;
  CREATE INDEX files_icon ON files (at) WHERE room = '~icon' AND claimed IS NOT NULL AND gone = 0;

  -- A picture goes with its person, and with a ban from the server, in the same transaction, and so does one that was not set yet.
  CREATE TRIGGER faces_of_erased AFTER INSERT ON erased
  BEGIN
    UPDATE files SET gone = 1 WHERE sender = new.sender AND room = '~faces' AND gone = 0;
  END;
  CREATE TRIGGER faces_of_banned AFTER INSERT ON restrictions WHEN new.room = '~server' AND new.kind = 'ban'
  BEGIN
    UPDATE files SET gone = 1 WHERE sender = new.sender AND room = '~faces' AND gone = 0;
  END;
  CREATE TRIGGER faces_of_banned_again AFTER UPDATE ON restrictions WHEN new.room = '~server' AND new.kind = 'ban'
  BEGIN
    UPDATE files SET gone = 1 WHERE sender = new.sender AND room = '~faces' AND gone = 0;
  END;
`;
