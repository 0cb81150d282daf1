/** What the server says of itself to those who run it: health, metrics, and how it is inside. */
@NullMarked
package dev.coracle.apiserver.diagnostics;

import org.jspecify.annotations.NullMarked;
