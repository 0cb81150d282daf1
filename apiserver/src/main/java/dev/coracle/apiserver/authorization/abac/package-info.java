/** Rights by a file of policies, a line each. */
@NullMarked
package dev.coracle.apiserver.authorization.abac;

import org.jspecify.annotations.NullMarked;
