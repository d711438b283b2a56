/** Who may do what (P27 to P36): what everybody is answered of the server, and of no room. `no`: forbidden; `out`: not in the room; `none`: not found; `taken`: the name is somebody else's. */

/** The server, and its own room. */
export const SERVER = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    no        no        no        no        no        no        ok        ok        no        no
history                                 no        no        no        no        no        no        ok        ok        no        no
chuan                                   no        no        no        no        no        no        ok        ok        no        no
typing                                  no        no        no        no        no        no        ok        ok        no        no
people                                  no        no        no        no        no        no        ok        ok        no        no
members                                 no        no        no        no        no        no        ok        ok        no        no
found                                   no        no        no        no        no        no        no        no        no        no
settle title                            no        no        no        no        no        no        no        ok        no        no
settle days                             no        no        no        no        no        no        no        invalid   no        no
dissolve                                no        no        no        no        no        no        no        no        no        no
rank makes an owner                     no        no        no        no        no        no        no        ok        no        no
rank raises oneself                     no        no        no        no        no        no        no        ok        no        no
rank makes a moderator                  no        no        no        no        no        no        no        ok        no        no
rank makes a member of somebody unknown no        no        no        no        no        no        none      none      no        no
rank without a room                     no        no        no        no        no        no        no        ok        no        no
invite without a room                   no        no        ok        no        no        no        ok        ok        no        no
invite by the room's name               no        no        ok        no        no        no        ok        ok        no        no
invite an owner                         no        no        no        no        no        no        no        ok        no        no
invitations                             no        no        ok        no        no        no        ok        ok        no        no
mute without a room                     no        no        no        no        no        no        ok        ok        no        no
ban without a room                      no        no        no        no        no        no        ok        ok        no        no
ban with the address                    no        no        no        no        no        no        ok        ok        no        no
pardon of nobody                        no        no        no        no        no        no        none      none      no        no
mute by the room's name                 no        no        no        no        no        no        ok        ok        no        no
kick                                    no        no        no        no        no        no        no        no        no        no
sweep                                   no        no        no        no        no        no        ok        ok        no        no
report                                  no        no        no        no        no        no        no        no        no        no
reports                                 no        no        no        no        no        no        ok        ok        no        no
acts                                    no        no        no        no        no        no        ok        ok        no        no
said                                    no        no        no        no        no        no        ok        ok        no        no`.slice(
  1,
);

/** What is about no room, and the lobby. */
export const NO_ROOM = `
                                        nobody    stranger  known     member    moder.    owner     s.moder.  s.owner   muted     banned
rename                                  ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
rooms                                   ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
people in any of one's rooms            ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
found a closed room                     no        ok        ok        ok        ok        ok        ok        ok        ok        ok
found in the lobby                      no        no        no        no        no        no        no        no        no        no
settle in the lobby                     no        no        no        no        no        no        ok        ok        no        no
rank in the lobby                       no        no        no        no        no        no        no        no        no        no
invite in the lobby                     no        no        no        no        no        no        no        no        no        no
dissolve in the lobby                   no        no        no        no        no        no        no        no        no        no
mute in the lobby                       no        no        no        no        no        no        ok        ok        no        no
ban in the lobby                        no        no        no        no        no        no        no        no        no        no
kick in the lobby                       no        no        no        no        no        no        no        no        no        no
acts in the lobby                       no        no        no        no        no        no        ok        ok        no        no
decide of no report                     no        none      none      none      none      none      none      none      none      none
invitation of a wrong token             none      none      none      none      none      none      none      none      none      none
invitation of its token                 ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
revoke of no invitation                 no        none      none      none      none      none      none      none      none      none
mark in the lobby                       no        ok        ok        ok        ok        ok        ok        ok        ok        ok
claim                                   no        ok        ok        ok        ok        ok        ok        ok        ok        ok
claim of another's name                 no        taken     taken     taken     taken     taken     taken     taken     taken     taken
rename to another's name                taken     taken     taken     taken     taken     taken     taken     taken     taken     taken
chuan under another's name              taken     taken     taken     taken     taken     taken     taken     taken     taken     taken
release                                 no        ok        ok        ok        ok        ok        ok        ok        ok        ok
grant                                   no        no        no        no        no        no        ok        ok        no        no
grant another's name                    no        no        no        no        no        no        taken     taken     no        no
allow                                   no        ok        ok        ok        ok        ok        ok        ok        ok        ok
picture that is not there               no        none      none      none      none      none      none      none      none      none
picture of nothing                      no        ok        ok        ok        ok        ok        ok        ok        ok        ok
pictures                                ok        ok        ok        ok        ok        ok        ok        ok        ok        ok
block                                   no        ok        ok        ok        ok        ok        ok        ok        ok        ok
block oneself                           no        no        no        no        no        no        no        no        no        no
direct to who lets everybody            no        ok        ok        ok        ok        ok        ok        ok        ok        ok
direct to who lets nobody               no        no        no        no        no        no        no        no        no        no
direct to nobody                        no        no        no        no        no        no        no        no        no        no
direct to oneself                       no        no        no        no        no        no        no        no        no        no
rekey to a known key                    no        no        no        no        no        no        no        no        no        no
rekey                                   no        ok        ok        ok        ok        ok        ok        ok        ok        ok
erase of a last owner                   no        no        no        no        no        no        no        no        no        no`.slice(
  1,
);

/** The same of a server by invitation, where the people of rooms are known, and nobody else is let in. */
export const INVITED_SERVER = `
                                        known     member    moder.    owner     s.moder.  s.owner   muted     banned
join                                    no        no        no        no        ok        ok        no        no
history                                 no        no        no        no        ok        ok        no        no
chuan                                   no        no        no        no        ok        ok        no        no
typing                                  no        no        no        no        ok        ok        no        no
people                                  no        no        no        no        ok        ok        no        no
members                                 no        no        no        no        ok        ok        no        no
found                                   no        no        no        no        no        no        no        no
settle title                            no        no        no        no        no        ok        no        no
settle days                             no        no        no        no        no        invalid   no        no
dissolve                                no        no        no        no        no        no        no        no
rank makes an owner                     no        no        no        no        no        ok        no        no
rank raises oneself                     no        no        no        no        no        ok        no        no
rank makes a moderator                  no        no        no        no        no        ok        no        no
rank makes a member of somebody unknown no        no        no        no        none      none      no        no
rank without a room                     no        no        no        no        no        ok        no        no
invite without a room                   no        no        no        no        ok        ok        no        no
invite by the room's name               no        no        no        no        ok        ok        no        no
invite an owner                         no        no        no        no        no        ok        no        no
invitations                             ok        ok        ok        ok        ok        ok        ok        ok
mute without a room                     no        no        no        no        ok        ok        no        no
ban without a room                      no        no        no        no        ok        ok        no        no
ban with the address                    no        no        no        no        ok        ok        no        no
pardon of nobody                        no        no        no        no        none      none      no        no
mute by the room's name                 no        no        no        no        ok        ok        no        no
kick                                    no        no        no        no        no        no        no        no
sweep                                   no        no        no        no        ok        ok        no        no
report                                  no        no        no        no        no        no        no        no
reports                                 no        no        no        no        ok        ok        no        no
acts                                    no        no        no        no        ok        ok        no        no
said                                    no        no        no        no        ok        ok        no        no`.slice(
  1,
);
