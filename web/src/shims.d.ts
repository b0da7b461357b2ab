// The makers publish no types for these two packages; we use nothing of them but constructors that take an element.
declare module "govuk-frontend" {
  type Module = new (root: HTMLElement, config?: object) => object;
  export const Button: Module;
  export const Checkboxes: Module;
  export const ErrorSummary: Module;
  export const NotificationBanner: Module;
  export const Radios: Module;
  export const ServiceNavigation: Module;
  export const SkipLink: Module;
}
declare module "@ministryofjustice/frontend" {
  type Module = new (root: HTMLElement, config?: object) => object;
  export const Alert: Module;
  export const SortableTable: Module;
}
