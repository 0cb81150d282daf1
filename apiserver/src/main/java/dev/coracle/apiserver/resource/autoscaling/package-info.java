/** The rules of autoscaling. */
@NullMarked
package dev.coracle.apiserver.resource.autoscaling;

import org.jspecify.annotations.NullMarked;
