/** The cluster's past and other futures, over paths of Coracle's own. */
@NullMarked
package dev.coracle.apiserver.timeline;

import org.jspecify.annotations.NullMarked;
