/** A job's pods, and the finalizer that keeps them until they are counted. */
@NullMarked
package dev.coracle.controllermanager.job.pods;

import org.jspecify.annotations.NullMarked;
