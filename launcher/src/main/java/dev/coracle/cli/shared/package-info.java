/** What several commands have in common. */
@NullMarked
package dev.coracle.cli.shared;

import org.jspecify.annotations.NullMarked;
