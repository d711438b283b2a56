/** Who may do what (P27 to P36): what everybody is answered in open rooms. Who is muted is a member. `no`: forbidden; `out`: not in the room; `none`: not found. */

/** An open room that one has not joined. */
export const OUTSIDE = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
join by a wrong token                   ok        ok        ok        ok        ok        ok        ok        ok        ok        none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
history                                 ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
history of one message                  ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
chuan                                   out       out       out       out       out       out       out       out       muted     banned
chuan while locked                      out       out       out       locked    out       out       out       out       muted     banned
typing                                  out       out       out       out       out       out       out       out       muted     banned
typing while locked                     out       out       out       locked    out       out       out       out       muted     banned
people by name                          out       out       out       out       out       out       out       out       out       banned
people by id                            out       out       out       out       out       out       out       out       out       banned
react                                   out       out       out       out       out       out       out       out       muted     banned
react while locked                      out       out       out       locked    out       out       out       out       muted     banned
reactors                                ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
edit of one's own                       out       out       out       out       out       out       out       out       muted     banned
edit while locked                       out       out       out       locked    out       out       out       out       muted     banned
edit of another's                       out       out       out       out       out       out       out       out       muted     banned
remove of one's own                     out       out       out       out       out       out       out       out       out       banned
remove while locked                     out       out       out       out       out       out       out       out       out       banned
remove of another's                     out       out       out       out       ok        ok        ok        ok        out       banned
members                                 out       out       out       ok        ok        ok        out       out       ok        banned
mark                                    no        out       out       ok        ok        ok        out       out       ok        banned
found                                   no        no        no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        ok        ok        ok        ok        no        banned
settle locked                           no        no        no        no        ok        ok        ok        ok        no        banned
settle days                             no        no        no        no        no        ok        no        ok        no        banned
settle listed                           no        no        no        no        no        ok        ok        ok        no        banned
rank raises a member                    no        no        no        no        no        ok        no        ok        no        banned
rank makes an owner                     no        no        no        no        no        ok        no        ok        no        banned
rank raises oneself                     no        no        no        no        no        ok        no        no        no        banned
rank lowers oneself                     no        no        no        ok        ok        ok        no        no        ok        banned
rank lowers an owner                    no        no        no        no        no        no        no        no        no        banned
invite                                  no        no        no        ok        ok        ok        ok        ok        ok        banned
invite a moderator                      no        no        no        no        no        ok        no        ok        no        banned
invite an owner                         no        no        no        no        no        ok        no        ok        no        banned
invitations                             no        no        no        ok        ok        ok        ok        ok        ok        banned
revoke another's                        no        none      none      none      ok        ok        ok        ok        none      none
mute a member                           no        no        no        no        ok        ok        ok        ok        no        banned
ban a member                            no        no        no        no        ok        ok        ok        ok        no        banned
kick a member                           no        no        no        no        ok        ok        ok        ok        no        banned
pardon a member who is muted            no        no        no        no        ok        ok        ok        ok        no        banned
sweep a member                          no        no        no        no        ok        ok        ok        ok        no        banned
report another's                        no        ok        ok        ok        ok        ok        ok        ok        ok        banned
report one's own                        no        no        no        no        no        no        no        no        no        banned
reports                                 no        no        no        no        ok        ok        ok        ok        no        banned
decide                                  no        none      none      none      ok        ok        ok        ok        none      none
acts                                    no        no        no        no        ok        ok        ok        ok        no        banned
said a member                           no        no        no        no        ok        ok        ok        ok        no        banned
quit                                    no        no        no        ok        ok        ok        ok        ok        ok        banned
dissolve                                no        no        no        no        no        ok        no        ok        no        banned`.slice(
  1,
);

/** An open room that one has joined. */
export const INSIDE = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
join by a wrong token                   ok        ok        ok        ok        ok        ok        ok        ok        ok        none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
history                                 ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
history of one message                  ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
chuan                                   ok        ok        ok        ok        ok        ok        ok        ok        muted     banned
chuan while locked                      locked    locked    locked    locked    ok        ok        ok        ok        muted     banned
typing                                  ok        ok        ok        ok        ok        ok        ok        ok        muted     banned
typing while locked                     locked    locked    locked    locked    ok        ok        ok        ok        muted     banned
people by name                          ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
people by id                            ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
react                                   ok        ok        ok        ok        ok        ok        ok        ok        muted     banned
react while locked                      locked    locked    locked    locked    ok        ok        ok        ok        muted     banned
reactors                                ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
edit of one's own                       ok        ok        ok        ok        ok        ok        ok        ok        muted     banned
edit while locked                       locked    locked    locked    locked    ok        ok        ok        ok        muted     banned
edit of another's                       no        no        no        no        no        no        no        no        muted     banned
remove of one's own                     ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
remove while locked                     ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
remove of another's                     no        no        no        no        ok        ok        ok        ok        no        banned
members                                 ok        ok        ok        ok        ok        ok        ok        ok        ok        banned
mark                                    no        ok        ok        ok        ok        ok        ok        ok        ok        banned
found                                   no        no        no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        ok        ok        ok        ok        no        banned
settle locked                           no        no        no        no        ok        ok        ok        ok        no        banned
settle days                             no        no        no        no        no        ok        no        ok        no        banned
settle listed                           no        no        no        no        no        ok        ok        ok        no        banned
rank raises a member                    no        no        no        no        no        ok        no        ok        no        banned
rank makes an owner                     no        no        no        no        no        ok        no        ok        no        banned
rank raises oneself                     no        no        no        no        no        ok        no        no        no        banned
rank lowers oneself                     no        ok        ok        ok        ok        ok        ok        ok        ok        banned
rank lowers an owner                    no        no        no        no        no        no        no        no        no        banned
invite                                  no        ok        ok        ok        ok        ok        ok        ok        ok        banned
invite a moderator                      no        no        no        no        no        ok        no        ok        no        banned
invite an owner                         no        no        no        no        no        ok        no        ok        no        banned
invitations                             no        ok        ok        ok        ok        ok        ok        ok        ok        banned
revoke another's                        no        none      none      none      ok        ok        ok        ok        none      none
mute a member                           no        no        no        no        ok        ok        ok        ok        no        banned
ban a member                            no        no        no        no        ok        ok        ok        ok        no        banned
kick a member                           no        no        no        no        ok        ok        ok        ok        no        banned
pardon a member who is muted            no        no        no        no        ok        ok        ok        ok        no        banned
sweep a member                          no        no        no        no        ok        ok        ok        ok        no        banned
report another's                        no        ok        ok        ok        ok        ok        ok        ok        ok        banned
report one's own                        no        no        no        no        no        no        no        no        no        banned
reports                                 no        no        no        no        ok        ok        ok        ok        no        banned
decide                                  no        none      none      none      ok        ok        ok        ok        none      none
acts                                    no        no        no        no        ok        ok        ok        ok        no        banned
said a member                           no        no        no        no        ok        ok        ok        ok        no        banned
quit                                    no        ok        ok        ok        ok        ok        ok        ok        ok        banned
dissolve                                no        no        no        no        no        ok        no        ok        no        banned`.slice(
  1,
);
