// What both kinds of filter look for in the arguments of a call.

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. */
export const newNamespaces = 0x7e020000

/** AF_UNIX, AF_INET, AF_INET6: a server and its test may talk to each other in there. */
export const families = [1, 2, 10]
