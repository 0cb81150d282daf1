/** The rules of policy. */
@NullMarked
package dev.coracle.apiserver.resource.policy;

import org.jspecify.annotations.NullMarked;
