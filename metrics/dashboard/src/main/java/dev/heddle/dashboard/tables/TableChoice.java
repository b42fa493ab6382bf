package dev.heddle.dashboard.tables;

import dev.heddle.dashboard.PageAddress;
import dev.heddle.dashboard.tables.TableHead.Tab;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;

/**
 * What somebody wants to see of a table, as the address says.
 *
 * @param part the name of a part of the page
 * @param pageToken where a list of versions begins
 * @param skip how many partitions are passed over
 * @param column the column whose values are shown
 * @param from the version that another one is compared with; empty for the present one
 * @param to the other one; empty for the one before it
 */
record TableChoice(
        @QueryParam("tab") @DefaultValue("") String part,
        @QueryParam("pageToken") @DefaultValue("") String pageToken,
        @QueryParam("skip") @DefaultValue("0") int skip,
        @QueryParam("column") @DefaultValue("") String column,
        @QueryParam("from") @DefaultValue("") String from,
        @QueryParam("to") @DefaultValue("") String to) {
    static TableChoice of(Tab tab) {
        return new TableChoice(tab.word(), "", 0, "", "", "");
    }

    Tab tab() {
        return Tab.of(part);
    }

    Optional<String> token() {
        return PageAddress.given(pageToken);
    }
}
