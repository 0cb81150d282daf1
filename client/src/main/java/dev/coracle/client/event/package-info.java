/** Recording what happened to an object as Event objects. */
@NullMarked
package dev.coracle.client.event;

import org.jspecify.annotations.NullMarked;
