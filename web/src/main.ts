// Progressive enhancement only: every page works without this file.
import { Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink } from "govuk-frontend";
import { Alert, SortableTable } from "@ministryofjustice/frontend";
import { confirmReports } from "./confirm";
import { groupNumbers } from "./numbers";
import { keepDrafts, keepOfficersDrafts } from "./drafts";
import { openFolds } from "./folds";
import { helpWhileTyping } from "./help";
import { listenForKeys } from "./keys";
import { watchLive } from "./live";
import { leaveNothingBehind } from "./patrol/leave";
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
listenForKeys();
watchLive();
confirmReports();
leaveNothingBehind();

// Fetched only by pages that ask for a picture or a place.
if (document.querySelector("input[data-pictures]")) void import("./pictures").then(({ smallPictures }) => smallPictures());
if (document.querySelector("[data-place]")) void import("./places").then(({ pointedPlaces }) => pointedPlaces());
if (document.querySelector("[data-board]")) void import("./board").then(({ dragCards }) => dragCards());
// Fetched only by pages that have something to draw.
if (document.querySelector("[data-chart]")) void import("./charts").then(({ drawCharts }) => drawCharts());
