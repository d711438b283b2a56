/** Who may do what (P27 to P33): what everybody is answered everywhere. `no`: forbidden; `out`: not in the room; `none`: not found. */

/** An open room that one has not joined. */
export const OUTSIDE = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner
join                                    ok        ok        ok        ok        ok        ok        ok        ok
join by a wrong token                   ok        ok        ok        ok        ok        ok        ok        ok
leave                                   ok        ok        ok        ok        ok        ok        ok        ok
history                                 ok        ok        ok        ok        ok        ok        ok        ok
history of one message                  ok        ok        ok        ok        ok        ok        ok        ok
chuan                                   out       out       out       out       out       out       out       out
chuan while locked                      out       out       out       locked    out       out       out       out
typing                                  out       out       out       out       out       out       out       out
typing while locked                     out       out       out       locked    out       out       out       out
people by name                          out       out       out       out       out       out       out       out
people by id                            out       out       out       out       out       out       out       out
react                                   out       out       out       out       out       out       out       out
react while locked                      out       out       out       locked    out       out       out       out
reactors                                ok        ok        ok        ok        ok        ok        ok        ok
edit of one's own                       out       out       out       out       out       out       out       out
edit while locked                       out       out       out       locked    out       out       out       out
edit of another's                       out       out       out       out       out       out       out       out
remove of one's own                     out       out       out       out       out       out       out       out
remove while locked                     out       out       out       out       out       out       out       out
remove of another's                     out       out       out       out       out       out       out       out
members                                 out       out       out       ok        ok        ok        out       out
found                                   no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        ok        ok        ok        ok
settle locked                           no        no        no        no        ok        ok        ok        ok
settle days                             no        no        no        no        no        ok        no        ok
settle listed                           no        no        no        no        no        ok        ok        ok
rank raises a member                    no        no        no        no        no        ok        no        ok
rank makes an owner                     no        no        no        no        no        ok        no        ok
rank raises oneself                     no        no        no        no        no        ok        no        no
rank lowers oneself                     no        no        no        ok        ok        ok        no        no
rank lowers an owner                    no        no        no        no        no        no        no        no
invite                                  no        no        no        ok        ok        ok        ok        ok
invite a moderator                      no        no        no        no        no        ok        no        ok
invite an owner                         no        no        no        no        no        ok        no        ok
invitations                             no        no        no        ok        ok        ok        ok        ok
revoke another's                        no        none      none      none      ok        ok        ok        ok
quit                                    no        no        no        ok        ok        ok        ok        ok
dissolve                                no        no        no        no        no        ok        no        ok`.slice(
  1,
);

/** An open room that one has joined. */
export const INSIDE = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner
join                                    ok        ok        ok        ok        ok        ok        ok        ok
join by a wrong token                   ok        ok        ok        ok        ok        ok        ok        ok
leave                                   ok        ok        ok        ok        ok        ok        ok        ok
history                                 ok        ok        ok        ok        ok        ok        ok        ok
history of one message                  ok        ok        ok        ok        ok        ok        ok        ok
chuan                                   ok        ok        ok        ok        ok        ok        ok        ok
chuan while locked                      locked    locked    locked    locked    ok        ok        ok        ok
typing                                  ok        ok        ok        ok        ok        ok        ok        ok
typing while locked                     locked    locked    locked    locked    ok        ok        ok        ok
people by name                          ok        ok        ok        ok        ok        ok        ok        ok
people by id                            ok        ok        ok        ok        ok        ok        ok        ok
react                                   ok        ok        ok        ok        ok        ok        ok        ok
react while locked                      locked    locked    locked    locked    ok        ok        ok        ok
reactors                                ok        ok        ok        ok        ok        ok        ok        ok
edit of one's own                       ok        ok        ok        ok        ok        ok        ok        ok
edit while locked                       locked    locked    locked    locked    ok        ok        ok        ok
edit of another's                       no        no        no        no        no        no        no        no
remove of one's own                     ok        ok        ok        ok        ok        ok        ok        ok
remove while locked                     ok        ok        ok        ok        ok        ok        ok        ok
remove of another's                     no        no        no        no        no        no        no        no
members                                 ok        ok        ok        ok        ok        ok        ok        ok
found                                   no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        ok        ok        ok        ok
settle locked                           no        no        no        no        ok        ok        ok        ok
settle days                             no        no        no        no        no        ok        no        ok
settle listed                           no        no        no        no        no        ok        ok        ok
rank raises a member                    no        no        no        no        no        ok        no        ok
rank makes an owner                     no        no        no        no        no        ok        no        ok
rank raises oneself                     no        no        no        no        no        ok        no        no
rank lowers oneself                     no        ok        ok        ok        ok        ok        ok        ok
rank lowers an owner                    no        no        no        no        no        no        no        no
invite                                  no        ok        ok        ok        ok        ok        ok        ok
invite a moderator                      no        no        no        no        no        ok        no        ok
invite an owner                         no        no        no        no        no        ok        no        ok
invitations                             no        ok        ok        ok        ok        ok        ok        ok
revoke another's                        no        none      none      none      ok        ok        ok        ok
quit                                    no        ok        ok        ok        ok        ok        ok        ok
dissolve                                no        no        no        no        no        ok        no        ok`.slice(
  1,
);

/** A closed room, which everybody has tried to join. */
export const CLOSED = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner
join                                    no        no        no        ok        ok        ok        no        no
join by a wrong token                   no        none      none      ok        ok        ok        none      none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok
history                                 no        no        no        ok        ok        ok        no        no
history of one message                  no        no        no        ok        ok        ok        no        no
chuan                                   no        no        no        ok        ok        ok        no        no
chuan while locked                      no        no        no        locked    ok        ok        no        no
typing                                  no        no        no        ok        ok        ok        no        no
typing while locked                     no        no        no        locked    ok        ok        no        no
people by name                          no        no        no        ok        ok        ok        no        no
people by id                            no        no        no        ok        ok        ok        no        no
react                                   no        no        no        ok        ok        ok        no        no
react while locked                      no        no        no        locked    ok        ok        no        no
reactors                                no        no        no        ok        ok        ok        no        no
edit of one's own                       no        no        no        ok        ok        ok        no        no
edit while locked                       no        no        no        locked    ok        ok        no        no
edit of another's                       no        no        no        no        no        no        no        no
remove of one's own                     no        no        no        ok        ok        ok        no        no
remove while locked                     no        no        no        ok        ok        ok        no        no
remove of another's                     no        no        no        no        no        no        no        no
members                                 no        no        no        ok        ok        ok        no        no
found                                   no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        ok        ok        no        no
settle locked                           no        no        no        no        ok        ok        no        no
settle days                             no        no        no        no        no        ok        no        no
settle listed                           no        no        no        no        no        no        no        no
rank raises a member                    no        no        no        no        no        ok        no        no
rank makes an owner                     no        no        no        no        no        ok        no        no
rank raises oneself                     no        no        no        no        no        ok        no        no
rank lowers oneself                     no        no        no        ok        ok        ok        no        no
rank lowers an owner                    no        no        no        no        no        no        no        no
invite                                  no        no        no        ok        ok        ok        no        no
invite a moderator                      no        no        no        no        no        ok        no        no
invite an owner                         no        no        no        no        no        ok        no        no
invitations                             no        no        no        ok        ok        ok        no        no
revoke another's                        no        none      none      none      ok        ok        none      none
quit                                    no        no        no        ok        ok        ok        no        no
dissolve                                no        no        no        no        no        ok        no        no`.slice(
  1,
);

/** A closed room that is not there. */
export const MISSING = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner
join                                    no        no        no        no        no        no        no        no
join by a wrong token                   no        none      none      none      none      none      none      none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok
history                                 no        no        no        no        no        no        no        no
history of one message                  no        no        no        no        no        no        no        no
chuan                                   no        no        no        no        no        no        no        no
chuan while locked                      no        no        no        no        no        no        no        no
typing                                  no        no        no        no        no        no        no        no
typing while locked                     no        no        no        no        no        no        no        no
people by name                          no        no        no        no        no        no        no        no
people by id                            no        no        no        no        no        no        no        no
react                                   no        no        no        no        no        no        no        no
react while locked                      no        no        no        no        no        no        no        no
reactors                                no        no        no        no        no        no        no        no
edit of one's own                       no        no        no        no        no        no        no        no
edit while locked                       no        no        no        no        no        no        no        no
edit of another's                       no        no        no        no        no        no        no        no
remove of one's own                     no        no        no        no        no        no        no        no
remove while locked                     no        no        no        no        no        no        no        no
remove of another's                     no        no        no        no        no        no        no        no
members                                 no        no        no        no        no        no        no        no
found                                   no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        no        no        no        no
settle locked                           no        no        no        no        no        no        no        no
settle days                             no        no        no        no        no        no        no        no
settle listed                           no        no        no        no        no        no        no        no
rank raises a member                    no        no        no        no        no        no        no        no
rank makes an owner                     no        no        no        no        no        no        no        no
rank raises oneself                     no        no        no        no        no        no        no        no
rank lowers oneself                     no        no        no        no        no        no        no        no
rank lowers an owner                    no        no        no        no        no        no        no        no
invite                                  no        no        no        no        no        no        no        no
invite a moderator                      no        no        no        no        no        no        no        no
invite an owner                         no        no        no        no        no        no        no        no
invitations                             no        no        no        no        no        no        no        no
revoke another's                        no        none      none      none      none      none      none      none
quit                                    no        no        no        no        no        no        no        no
dissolve                                no        no        no        no        no        no        no        no`.slice(
  1,
);

/** The server, and its own room. */
export const SERVER = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner
join                                    no        no        no        no        no        no        ok        ok
history                                 no        no        no        no        no        no        ok        ok
chuan                                   no        no        no        no        no        no        ok        ok
typing                                  no        no        no        no        no        no        ok        ok
people                                  no        no        no        no        no        no        ok        ok
members                                 no        no        no        no        no        no        ok        ok
found                                   no        no        no        no        no        no        no        no
settle title                            no        no        no        no        no        no        no        ok
settle days                             no        no        no        no        no        no        no        invalid
dissolve                                no        no        no        no        no        no        no        no
rank makes an owner                     no        no        no        no        no        no        no        ok
rank raises oneself                     no        no        no        no        no        no        no        ok
rank makes a moderator                  no        no        no        no        no        no        no        ok
rank makes a member of somebody unknown no        no        no        no        no        no        none      none
rank without a room                     no        no        no        no        no        no        no        ok
invite without a room                   no        no        ok        no        no        no        ok        ok
invite by the room's name               no        no        ok        no        no        no        ok        ok
invite an owner                         no        no        no        no        no        no        no        ok
invitations                             no        no        ok        no        no        no        ok        ok`.slice(
  1,
);

/** What is about no room, and the lobby. */
export const NO_ROOM = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner
rename                                  ok        ok        ok        ok        ok        ok        ok        ok
rooms                                   ok        ok        ok        ok        ok        ok        ok        ok
people in any of one's rooms            ok        ok        ok        ok        ok        ok        ok        ok
found a closed room                     no        ok        ok        ok        ok        ok        ok        ok
found in the lobby                      no        no        no        no        no        no        no        no
settle in the lobby                     no        no        no        no        no        no        ok        ok
rank in the lobby                       no        no        no        no        no        no        no        no
invite in the lobby                     no        no        no        no        no        no        no        no
dissolve in the lobby                   no        no        no        no        no        no        no        no
invitation of a wrong token             none      none      none      none      none      none      none      none
invitation of its token                 ok        ok        ok        ok        ok        ok        ok        ok
revoke of no invitation                 no        none      none      none      none      none      none      none`.slice(
  1,
);

/** The same of a server by invitation, where the people of rooms are known, and nobody else is let in. */
export const INVITED_SERVER = `
                                        known     member    moder.    owner     s.moder.  s.owner
join                                    no        no        no        no        ok        ok
history                                 no        no        no        no        ok        ok
chuan                                   no        no        no        no        ok        ok
typing                                  no        no        no        no        ok        ok
people                                  no        no        no        no        ok        ok
members                                 no        no        no        no        ok        ok
found                                   no        no        no        no        no        no
settle title                            no        no        no        no        no        ok
settle days                             no        no        no        no        no        invalid
dissolve                                no        no        no        no        no        no
rank makes an owner                     no        no        no        no        no        ok
rank raises oneself                     no        no        no        no        no        ok
rank makes a moderator                  no        no        no        no        no        ok
rank makes a member of somebody unknown no        no        no        no        none      none
rank without a room                     no        no        no        no        no        ok
invite without a room                   no        no        no        no        ok        ok
invite by the room's name               no        no        no        no        ok        ok
invite an owner                         no        no        no        no        no        ok
invitations                             ok        ok        ok        ok        ok        ok`.slice(
  1,
);
