# Services: the catalogue and its guides.
services-about = No account is needed. Find what you need, see what to bring and how long it takes, and apply online; leave half way and go on later.
services-search = What do you need
services-any = Any
services-find = Find
services-found = { $n ->
    [one] 1 service found.
   *[other] { $n } services found.
  }
services-none = Nothing found. Try other words, or choose less.
services-how = How
services-limit = Time
services-kind = Kind
services-pledged = decided within { $length }
services-others = Report something
services-others-about = If you are not applying but reporting, complaining or asking:
services-apply = Apply now
services-limits = How long it takes
services-together = Decided together
services-together-about = One form and one set of papers: { $n } departments decide at the same time, and everything is delivered together:
services-guide = Guide
services-no-guide = There is no guide to this yet; please ask at the service counter.
services-way = How it goes
services-you = Your turn
services-in-all = within the time above
search-services = What you can apply for
