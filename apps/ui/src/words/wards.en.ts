/** Labels in English about roles for a site, a ward or a family of devices. */
export const wardsEn = {
  "scope.title": "For",
  "scope.hint":
    "All roles ticked above are for this alone. A role for a ward sees the units of that ward, and nothing else of the site.",
  "scope.all": "everything in the organisation",
  "scope.sites": "A whole site",
  "scope.wards": "A ward of a site",
  "scope.families": "A family of devices",
  "scope.of": "{scope}",
  "scope.ward": "ward {ward} of {site}",
  "scope.until": "until {day}",
  "admin.until": "These roles end after",
  "admin.until.hint": "A service provider needs a day and something that the role is for; the others may do without.",
  "scope.nothing": "opens nothing: give it anew for a ward of a site",
  "ward.only":
    "This is about {wards} alone, and so is every number here. Other wards, networks, firewalls and packages of the site were not looked at: it says nothing about them.",
  "ward.none.units":
    "1 installed unit has no ward: nobody whose role is for a ward sees it.|{count} installed units have no ward: nobody whose role is for a ward sees them.",
  "ward.decide.not": "decided for the whole site",
} as const;
