/** Keys and certificates: making them, reading them, and TLS contexts out of them. */
@NullMarked
package dev.coracle.base.tls;

import org.jspecify.annotations.NullMarked;
