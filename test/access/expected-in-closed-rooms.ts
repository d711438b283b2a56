/** Who may do what (P27 to P36): what everybody is answered in closed rooms. Who is muted is a member. `no`: forbidden; `out`: not in the room; `none`: not found. */

/** A closed room, which everybody has tried to join. */
export const CLOSED = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    no        no        no        ok        ok        ok        no        no        ok        banned
join by a wrong token                   no        none      none      ok        ok        ok        none      none      ok        none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
history                                 no        no        no        ok        ok        ok        no        no        ok        banned
history of one message                  no        no        no        ok        ok        ok        no        no        ok        banned
chuan                                   no        no        no        ok        ok        ok        no        no        muted     banned
chuan while locked                      no        no        no        locked    ok        ok        no        no        muted     banned
typing                                  no        no        no        ok        ok        ok        no        no        muted     banned
typing while locked                     no        no        no        locked    ok        ok        no        no        muted     banned
people by name                          no        no        no        ok        ok        ok        no        no        ok        banned
people by id                            no        no        no        ok        ok        ok        no        no        ok        banned
react                                   no        no        no        ok        ok        ok        no        no        muted     banned
react while locked                      no        no        no        locked    ok        ok        no        no        muted     banned
reactors                                no        no        no        ok        ok        ok        no        no        ok        banned
edit of one's own                       no        no        no        ok        ok        ok        no        no        muted     banned
edit while locked                       no        no        no        locked    ok        ok        no        no        muted     banned
edit of another's                       no        no        no        no        no        no        no        no        muted     banned
remove of one's own                     no        no        no        ok        ok        ok        no        no        ok        banned
remove while locked                     no        no        no        ok        ok        ok        no        no        ok        banned
remove of another's                     no        no        no        no        ok        ok        no        no        no        banned
members                                 no        no        no        ok        ok        ok        no        no        ok        banned
mark                                    no        no        no        ok        ok        ok        no        no        ok        banned
found                                   no        no        no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        ok        ok        no        no        no        banned
settle locked                           no        no        no        no        ok        ok        no        no        no        banned
settle days                             no        no        no        no        no        ok        no        no        no        banned
settle listed                           no        no        no        no        no        no        no        no        no        banned
rank raises a member                    no        no        no        no        no        ok        no        no        no        banned
rank makes an owner                     no        no        no        no        no        ok        no        no        no        banned
rank raises oneself                     no        no        no        no        no        ok        no        no        no        banned
rank lowers oneself                     no        no        no        ok        ok        ok        no        no        ok        banned
rank lowers an owner                    no        no        no        no        no        no        no        no        no        banned
invite                                  no        no        no        ok        ok        ok        no        no        ok        banned
invite a moderator                      no        no        no        no        no        ok        no        no        no        banned
invite an owner                         no        no        no        no        no        ok        no        no        no        banned
invitations                             no        no        no        ok        ok        ok        no        no        ok        banned
revoke another's                        no        none      none      none      ok        ok        none      none      none      none
mute a member                           no        no        no        no        ok        ok        no        no        no        banned
ban a member                            no        no        no        no        ok        ok        no        no        no        banned
kick a member                           no        no        no        no        ok        ok        no        no        no        banned
pardon a member who is muted            no        no        no        no        ok        ok        no        no        no        banned
sweep a member                          no        no        no        no        ok        ok        no        no        no        banned
report another's                        no        no        no        ok        ok        ok        no        no        ok        banned
report one's own                        no        no        no        no        no        no        no        no        no        banned
reports                                 no        no        no        no        ok        ok        no        no        no        banned
decide                                  no        none      none      none      ok        ok        none      none      none      none
acts                                    no        no        no        no        ok        ok        no        no        no        banned
said a member                           no        no        no        no        ok        ok        no        no        no        banned
quit                                    no        no        no        ok        ok        ok        no        no        ok        banned
dissolve                                no        no        no        no        no        ok        no        no        no        banned`.slice(
  1,
);

/** A closed room that is not there. */
export const MISSING = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    no        no        no        no        no        no        no        no        no        no
join by a wrong token                   no        none      none      none      none      none      none      none      none      none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
history                                 no        no        no        no        no        no        no        no        no        no
history of one message                  no        no        no        no        no        no        no        no        no        no
chuan                                   no        no        no        no        no        no        no        no        no        no
chuan while locked                      no        no        no        no        no        no        no        no        no        no
typing                                  no        no        no        no        no        no        no        no        no        no
typing while locked                     no        no        no        no        no        no        no        no        no        no
people by name                          no        no        no        no        no        no        no        no        no        no
people by id                            no        no        no        no        no        no        no        no        no        no
react                                   no        no        no        no        no        no        no        no        no        no
react while locked                      no        no        no        no        no        no        no        no        no        no
reactors                                no        no        no        no        no        no        no        no        no        no
edit of one's own                       no        no        no        no        no        no        no        no        no        no
edit while locked                       no        no        no        no        no        no        no        no        no        no
edit of another's                       no        no        no        no        no        no        no        no        no        no
remove of one's own                     no        no        no        no        no        no        no        no        no        no
remove while locked                     no        no        no        no        no        no        no        no        no        no
remove of another's                     no        no        no        no        no        no        no        no        no        no
members                                 no        no        no        no        no        no        no        no        no        no
mark                                    no        no        no        no        no        no        no        no        no        no
found                                   no        no        no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        no        no        no        no        no        no
settle locked                           no        no        no        no        no        no        no        no        no        no
settle days                             no        no        no        no        no        no        no        no        no        no
settle listed                           no        no        no        no        no        no        no        no        no        no
rank raises a member                    no        no        no        no        no        no        no        no        no        no
rank makes an owner                     no        no        no        no        no        no        no        no        no        no
rank raises oneself                     no        no        no        no        no        no        no        no        no        no
rank lowers oneself                     no        no        no        no        no        no        no        no        no        no
rank lowers an owner                    no        no        no        no        no        no        no        no        no        no
invite                                  no        no        no        no        no        no        no        no        no        no
invite a moderator                      no        no        no        no        no        no        no        no        no        no
invite an owner                         no        no        no        no        no        no        no        no        no        no
invitations                             no        no        no        no        no        no        no        no        no        no
revoke another's                        no        none      none      none      none      none      none      none      none      none
mute a member                           no        no        no        no        no        no        no        no        no        no
ban a member                            no        no        no        no        no        no        no        no        no        no
kick a member                           no        no        no        no        no        no        no        no        no        no
pardon a member who is muted            no        no        no        no        no        no        no        no        no        no
sweep a member                          no        no        no        no        no        no        no        no        no        no
report another's                        no        no        no        no        no        no        no        no        no        no
report one's own                        no        no        no        no        no        no        no        no        no        no
reports                                 no        no        no        no        no        no        no        no        no        no
decide                                  no        none      none      none      none      none      none      none      none      none
acts                                    no        no        no        no        no        no        no        no        no        no
said a member                           no        no        no        no        no        no        no        no        no        no
quit                                    no        no        no        no        no        no        no        no        no        no
dissolve                                no        no        no        no        no        no        no        no        no        no`.slice(
  1,
);

/** A room of two people. Everybody with a rank in rooms is one of them. */
export const DIRECT = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    no        no        no        ok        ok        ok        no        no        ok        banned
join by a wrong token                   no        none      none      ok        ok        ok        none      none      ok        none
leave                                   ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
history                                 no        no        no        ok        ok        ok        no        no        ok        banned
history of one message                  no        no        no        ok        ok        ok        no        no        ok        banned
chuan                                   no        no        no        ok        ok        ok        no        no        muted     banned
chuan while locked                      no        no        no        locked    locked    locked    no        no        muted     banned
typing                                  no        no        no        ok        ok        ok        no        no        muted     banned
typing while locked                     no        no        no        locked    locked    locked    no        no        muted     banned
people by name                          no        no        no        ok        ok        ok        no        no        ok        banned
people by id                            no        no        no        ok        ok        ok        no        no        ok        banned
react                                   no        no        no        ok        ok        ok        no        no        muted     banned
react while locked                      no        no        no        locked    locked    locked    no        no        muted     banned
reactors                                no        no        no        ok        ok        ok        no        no        ok        banned
edit of one's own                       no        no        no        ok        ok        ok        no        no        muted     banned
edit while locked                       no        no        no        locked    locked    locked    no        no        muted     banned
edit of another's                       no        no        no        no        no        no        no        no        muted     banned
remove of one's own                     no        no        no        ok        ok        ok        no        no        ok        banned
remove while locked                     no        no        no        ok        ok        ok        no        no        ok        banned
remove of another's                     no        no        no        no        no        no        no        no        no        banned
members                                 no        no        no        ok        ok        ok        no        no        ok        banned
mark                                    no        no        no        ok        ok        ok        no        no        ok        banned
found                                   no        no        no        no        no        no        no        no        no        no
settle topic                            no        no        no        no        no        no        no        no        no        banned
settle locked                           no        no        no        no        no        no        no        no        no        banned
settle days                             no        no        no        no        no        no        no        no        no        banned
settle listed                           no        no        no        no        no        no        no        no        no        banned
rank raises a member                    no        no        no        no        no        no        no        no        no        banned
rank makes an owner                     no        no        no        no        no        no        no        no        no        banned
rank raises oneself                     no        no        no        no        no        no        no        no        no        banned
rank lowers oneself                     no        no        no        no        no        no        no        no        no        banned
rank lowers an owner                    no        no        no        no        no        no        no        no        no        banned
invite                                  no        no        no        no        no        no        no        no        no        banned
invite a moderator                      no        no        no        no        no        no        no        no        no        banned
invite an owner                         no        no        no        no        no        no        no        no        no        banned
invitations                             no        no        no        no        no        no        no        no        no        banned
revoke another's                        no        none      none      none      none      none      none      none      none      none
mute a member                           no        no        no        no        no        no        no        no        no        banned
ban a member                            no        no        no        no        no        no        no        no        no        banned
kick a member                           no        no        no        no        no        no        no        no        no        banned
pardon a member who is muted            no        no        no        no        no        no        no        no        no        banned
sweep a member                          no        no        no        no        no        no        no        no        no        banned
report another's                        no        no        no        no        no        no        no        no        no        banned
report one's own                        no        no        no        no        no        no        no        no        no        banned
reports                                 no        no        no        no        no        no        no        no        no        banned
decide                                  no        none      none      none      none      none      none      none      none      none
acts                                    no        no        no        no        no        no        no        no        no        banned
said a member                           no        no        no        no        no        no        no        no        no        banned
quit                                    no        no        no        no        no        no        no        no        no        banned
dissolve                                no        no        no        no        no        no        no        no        no        banned`.slice(
  1,
);
