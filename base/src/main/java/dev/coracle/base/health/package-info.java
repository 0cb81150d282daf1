/** Named health checks and how they are reported. */
@NullMarked
package dev.coracle.base.health;

import org.jspecify.annotations.NullMarked;
