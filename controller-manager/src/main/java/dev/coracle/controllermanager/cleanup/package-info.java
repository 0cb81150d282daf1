/** Removes what is over: orphaned and finished pods, finished jobs, unused protections. */
@NullMarked
package dev.coracle.controllermanager.cleanup;

import org.jspecify.annotations.NullMarked;
