/** The command {@code coracle}: what a person types, and what is printed back. */
@NullMarked
package dev.coracle.cli;

import org.jspecify.annotations.NullMarked;
