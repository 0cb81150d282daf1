/** Jobs: pods that run to their end, counted exactly once. */
@NullMarked
package dev.coracle.controllermanager.job;

import org.jspecify.annotations.NullMarked;
