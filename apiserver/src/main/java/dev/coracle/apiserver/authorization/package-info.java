/** Who may do what. */
@NullMarked
package dev.coracle.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
