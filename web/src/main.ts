// Progressive enhancement only: every page works without this file.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink } from "govuk-frontend";
import { Alert, SortableTable } from "@ministryofjustice/frontend";
import { confirmReports } from "./confirm";
import { groupNumbers } from "./numbers";
import { keepDrafts, keepOfficersDrafts } from "./drafts";
import { openFolds } from "./folds";
import { helpWhileTyping } from "./help";
import { followTimes } from "./times";
import { walkWorklists } from "./worklist";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

type Component = new (root: HTMLElement) => object;

function start(module: string, component: Component): void {
  for (const root of document.querySelectorAll<HTMLElement>(`[data-module="${module}"]`)) new component(root);
}

start("govuk-button", Button);
start("govuk-checkboxes", Checkboxes);
start("govuk-error-summary", ErrorSummary);
start("govuk-notification-banner", NotificationBanner);
start("govuk-radios", Radios);
start("govuk-service-navigation", ServiceNavigation);
start("govuk-skip-link", SkipLink);
start("moj-alert", Alert);
start("moj-sortable-table", SortableTable);

helpWhileTyping();
groupNumbers();
keepDrafts();
void keepOfficersDrafts();
openFolds();
followTimes();
walkWorklists();
confirmReports();
