/** How a server is set up, and etcd's ways to say so: the command line, the environment, a file. */
@NullMarked
package dev.coracle.store.etcd.flags;

import org.jspecify.annotations.NullMarked;
