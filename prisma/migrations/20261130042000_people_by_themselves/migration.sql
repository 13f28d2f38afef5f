-- Whoever is read is looked for among the org's people. Without the offset a plan may read all of them for it instead, which for one person in a
-- few hundred takes five times as long, and the longer the more of them come while the plan is kept.
ALTER POLICY people_of_org ON person
  USING (EXISTS (SELECT FROM membership m WHERE m.person_id = person.id AND m.org_id = (SELECT current_org()) OFFSET 0));
