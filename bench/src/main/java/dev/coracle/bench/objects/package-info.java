/** What the load makes and asks for. */
@NullMarked
package dev.coracle.bench.objects;

import org.jspecify.annotations.NullMarked;
