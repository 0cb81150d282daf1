/** The rules of batch: jobs and cron jobs. */
@NullMarked
package dev.coracle.apiserver.resource.batch;

import org.jspecify.annotations.NullMarked;
