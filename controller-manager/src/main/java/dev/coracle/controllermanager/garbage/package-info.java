/** Deletes what has lost its owner, and keeps an owner until what it owns is gone. */
@NullMarked
package dev.coracle.controllermanager.garbage;

import org.jspecify.annotations.NullMarked;
