/** Gives every namespace its default service account, its root certificate, and tokens to those who ask by secret. */
@NullMarked
package dev.coracle.controllermanager.serviceaccount;

import org.jspecify.annotations.NullMarked;
