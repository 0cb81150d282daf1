/** Says how many pods of a budget may be evicted now. */
@NullMarked
package dev.coracle.controllermanager.disruption;

import org.jspecify.annotations.NullMarked;
