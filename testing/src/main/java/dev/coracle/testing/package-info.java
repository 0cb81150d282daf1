/** A whole cluster inside a test's JVM, and a JUnit extension that gives tests one. */
@NullMarked
package dev.coracle.testing;

import org.jspecify.annotations.NullMarked;
