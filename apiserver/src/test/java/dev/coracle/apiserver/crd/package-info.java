/** Custom resources, from the inside. */
@NullMarked
package dev.coracle.apiserver.crd;

import org.jspecify.annotations.NullMarked;
