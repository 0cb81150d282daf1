/** What large objects take of the heap while they are handled: reckoned before they are read, and given out in turn. */
@org.jspecify.annotations.NullMarked
package dev.coracle.apiserver.heap;
