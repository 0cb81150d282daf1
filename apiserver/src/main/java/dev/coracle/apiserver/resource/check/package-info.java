/** The vocabulary in which kinds say what is wrong with an object: places, names, numbers, what may not change. */
@NullMarked
package dev.coracle.apiserver.resource.check;

import org.jspecify.annotations.NullMarked;
