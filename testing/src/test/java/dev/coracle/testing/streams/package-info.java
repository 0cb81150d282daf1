/** Exec, attach, port-forward, logs and proxies against a node written for these tests, by kubectl and by a client of our own. */
@NullMarked
package dev.coracle.testing.streams;

import org.jspecify.annotations.NullMarked;
