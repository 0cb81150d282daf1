@NullMarked
package dev.coracle.cli;

import org.jspecify.annotations.NullMarked;
