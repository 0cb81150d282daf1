/** The objects that the server itself reads and writes, on the road that clients' requests take. */
@NullMarked
package dev.coracle.apiserver.verb.own;

import org.jspecify.annotations.NullMarked;
