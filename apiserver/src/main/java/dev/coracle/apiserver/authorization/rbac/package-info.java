/** Role-based access control: roles and bindings, and what follows from them. */
@NullMarked
package dev.coracle.apiserver.authorization.rbac;

import org.jspecify.annotations.NullMarked;
