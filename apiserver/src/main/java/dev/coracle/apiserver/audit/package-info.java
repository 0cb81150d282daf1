/** The station that keeps a record of who did what: what is logged of a request, at which stages. */
@NullMarked
package dev.coracle.apiserver.audit;

import org.jspecify.annotations.NullMarked;
