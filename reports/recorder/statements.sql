-- Rendered from reports/store/statements.py by scripts/render_statements.py; do not edit.

-- put_policies
INSERT INTO policies (hash, name, law_as_of, wording) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET name = excluded.name, law_as_of = excluded.law_as_of, wording = excluded.wording;

-- put_captures
INSERT INTO captures (fingerprint, path, size, first_ns, last_ns, sha256, complete, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET path = excluded.path, size = excluded.size, first_ns = excluded.first_ns, last_ns = excluded.last_ns, sha256 = excluded.sha256, complete = excluded.complete, run_id = excluded.run_id;

-- put_audits
INSERT INTO audits (run_id, capture, path) VALUES (?, ?, ?) ON CONFLICT (run_id, capture) DO UPDATE SET path = excluded.path;

-- put_coverage
INSERT INTO coverage (capture, frames, decoded, unread, bytes, damage, counters) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (capture) DO UPDATE SET frames = excluded.frames, decoded = excluded.decoded, unread = excluded.unread, bytes = excluded.bytes, damage = excluded.damage, counters = excluded.counters;

-- put_transfers
INSERT INTO transfers ("key", capture, run_id, protocol, sender, sender_port, receiver, receiver_port, client, server, first_ns, last_ns, bytes, inspected, opaque_bytes, gaps, budget, names, tunnel, sender_country, sender_place, receiver_country, receiver_place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("key") DO UPDATE SET capture = excluded.capture, run_id = excluded.run_id, protocol = excluded.protocol, sender = excluded.sender, sender_port = excluded.sender_port, receiver = excluded.receiver, receiver_port = excluded.receiver_port, client = excluded.client, server = excluded.server, first_ns = excluded.first_ns, last_ns = excluded.last_ns, bytes = excluded.bytes, inspected = excluded.inspected, opaque_bytes = excluded.opaque_bytes, gaps = excluded.gaps, budget = excluded.budget, names = excluded.names, tunnel = excluded.tunnel, sender_country = excluded.sender_country, sender_place = excluded.sender_place, receiver_country = excluded.receiver_country, receiver_place = excluded.receiver_place;

-- put_judgements
INSERT INTO judgements (transfer, policy_hash, run_id, outcome, rules, severity, reasons, basis, lawful_path, subjects, asset, recipient, day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transfer, policy_hash) DO UPDATE SET run_id = excluded.run_id, outcome = excluded.outcome, rules = excluded.rules, severity = excluded.severity, reasons = excluded.reasons, basis = excluded.basis, lawful_path = excluded.lawful_path, subjects = excluded.subjects, asset = excluded.asset, recipient = excluded.recipient, day = excluded.day;

-- put_findings
INSERT INTO findings (transfer, policy_hash, detector, class, weak, run_id, count, confidence, samples, parts, key_id, digests) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transfer, policy_hash, detector, class, weak) DO UPDATE SET run_id = excluded.run_id, count = excluded.count, confidence = excluded.confidence, samples = excluded.samples, parts = excluded.parts, key_id = excluded.key_id, digests = excluded.digests;

-- put_evidence
INSERT INTO evidence (transfer, frames, first_frame, last_frame, offsets, community_id, sha256) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transfer) DO UPDATE SET frames = excluded.frames, first_frame = excluded.first_frame, last_frame = excluded.last_frame, offsets = excluded.offsets, community_id = excluded.community_id, sha256 = excluded.sha256;

-- put_incident_transfers
INSERT INTO incident_transfers (incident, transfer, policy_hash, severity) VALUES (?, ?, ?, ?) ON CONFLICT (incident, transfer) DO UPDATE SET policy_hash = excluded.policy_hash, severity = excluded.severity;

-- put_totals
INSERT INTO totals (capture, sender_network, recipient_network, recipient_country, protocol, hour, run_id, transfers, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (capture, sender_network, recipient_network, recipient_country, protocol, hour) DO UPDATE SET run_id = excluded.run_id, transfers = excluded.transfers, bytes = excluded.bytes;

-- put_scope_policies
INSERT INTO scope_policies (scope, policy_hash) VALUES (?, ?) ON CONFLICT (scope, policy_hash) DO NOTHING;

-- put_settlements
INSERT INTO settlements (incident, kind, year, subjects, reasons, basis, stands, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (incident) DO UPDATE SET kind = excluded.kind, year = excluded.year, subjects = excluded.subjects, reasons = excluded.reasons, basis = excluded.basis, stands = excluded.stands, run_id = excluded.run_id;

-- enter_people
INSERT INTO people (scope, digest, attached, first_s) VALUES (?, ?, ?, ?) ON CONFLICT (scope, digest) DO UPDATE SET attached = max(people.attached, excluded.attached), first_s = min(people.first_s, excluded.first_s) WHERE excluded.attached > people.attached OR excluded.first_s < people.first_s;

-- begin_run
INSERT INTO runs (started_ns, finished_ns, version, sensor, policy_hash, geo_sources, geo_attribution, key_id) VALUES (:started_ns, :finished_ns, :version, :sensor, :policy_hash, :geo_sources, :geo_attribution, :key_id);

-- finish_run
UPDATE runs SET finished_ns=:finished_ns WHERE runs.id = :run;

-- policy_and_key
SELECT runs.policy_hash, runs.key_id 
FROM runs 
WHERE runs.id = :run;

-- incidents_of_keys
SELECT incidents."key", incidents.id, incidents.serial, incidents.state 
FROM incidents 
WHERE incidents."key" IN (SELECT value 
FROM json_each(:keys)) ORDER BY incidents.serial;

-- incidents_of_transfers
SELECT incidents."key", incident_transfers.transfer, incidents.id 
FROM incident_transfers JOIN incidents ON incidents.id = incident_transfers.incident 
WHERE incident_transfers.transfer IN (SELECT value 
FROM json_each(:keys)) ORDER BY incidents.serial;

-- ids_in_use
SELECT incidents.id 
FROM incidents 
WHERE incidents.id IN (SELECT value 
FROM json_each(:keys));

-- open_incident
INSERT INTO incidents (id, "key", serial, rule, sender, recipient, day, state, predecessor, run_id) VALUES (:id, :key, :serial, :rule, :sender, :recipient, :day, :state, :predecessor, :run_id);

-- open_scope
INSERT INTO scopes (year, key_id, kind, groups, groups_35273, groups_45574, classes, recipient, country, paths, counts) VALUES (:year, :key_id, :kind, :groups, :groups_35273, :groups_45574, :classes, :recipient, :country, :paths, :counts) ON CONFLICT DO NOTHING;

-- scope_id
SELECT scopes.id 
FROM scopes 
WHERE scopes.year = :year AND scopes.key_id = :key_id AND scopes.kind = :kind AND scopes.groups = :groups AND scopes.groups_35273 = :groups_35273 AND scopes.groups_45574 = :groups_45574 AND scopes.classes = :classes AND scopes.recipient = :recipient AND scopes.country = :country AND scopes.paths = :paths AND scopes.counts = :counts;

-- scopes_of_year
SELECT scopes.id, scopes.year, scopes.key_id, scopes.kind, scopes.groups, scopes.groups_35273, scopes.groups_45574, scopes.classes, scopes.recipient, scopes.country, scopes.paths, scopes.counts 
FROM scopes 
WHERE scopes.year = :year AND scopes.key_id = :key_id AND (EXISTS (SELECT 1 
FROM scope_policies JOIN runs ON runs.policy_hash = scope_policies.policy_hash JOIN captures ON captures.run_id = runs.id 
WHERE scope_policies.scope = scopes.id));

-- people_in_scope
SELECT count(*) AS count_1, coalesce(sum(1 - people.attached), 0) AS coalesce_1 
FROM people 
WHERE people.scope = :scope;

-- people_by_kind
SELECT count(*) AS count_1, coalesce(sum(1 - anon_1.attached), 0) AS coalesce_1 
FROM (SELECT scopes.kind AS kind, max(people.attached) AS attached, min(people.first_s) AS first_s 
FROM people JOIN scopes ON scopes.id = people.scope 
WHERE people.scope IN (SELECT value 
FROM json_each(:keys)) GROUP BY scopes.kind, people.digest) AS anon_1 GROUP BY anon_1.kind;

-- first_of_person
SELECT anon_1.first_s 
FROM (SELECT scopes.kind AS kind, max(people.attached) AS attached, min(people.first_s) AS first_s 
FROM people JOIN scopes ON scopes.id = people.scope 
WHERE people.scope IN (SELECT value 
FROM json_each(:keys)) GROUP BY scopes.kind, people.digest) AS anon_1 
WHERE anon_1.attached = 0 ORDER BY anon_1.first_s
 LIMIT 1 OFFSET :number;

-- rows_of_scope
SELECT people.digest, people.attached, people.first_s 
FROM people 
WHERE people.scope = :scope;

-- newest_key
SELECT runs.key_id 
FROM runs ORDER BY runs.id DESC
 LIMIT 1 OFFSET 0;

-- observed
SELECT min(captures.first_ns) AS min_1, max(captures.last_ns) AS max_1 
FROM captures 
WHERE captures.last_ns >= :begin_ns AND captures.first_ns < :end_ns AND captures.last_ns > 0;

-- opaque_by_asset
SELECT transfers.capture, judgements.asset, sum(transfers.opaque_bytes) AS sum_1 
FROM judgements JOIN transfers ON judgements.transfer = transfers."key" AND judgements.run_id = transfers.run_id 
WHERE judgements.day BETWEEN :first_day AND :last_day AND transfers.opaque_bytes > 0 AND judgements.asset != '' GROUP BY transfers.capture, judgements.asset;

-- exports_since
SELECT transfers."key", transfers.sender, transfers.receiver, judgements.asset, judgements.recipient, judgements.day, judgements.policy_hash, coalesce(judgements.lawful_path, '') AS paths, judgements.outcome, transfers.first_ns, transfers.bytes 
FROM judgements JOIN transfers ON judgements.transfer = transfers."key" AND judgements.run_id = transfers.run_id 
WHERE judgements.day BETWEEN :first_day AND :last_day AND transfers.first_ns >= :since_ns AND (EXISTS (SELECT 1 
FROM findings 
WHERE findings.transfer = judgements.transfer AND findings.policy_hash = judgements.policy_hash AND findings.weak = 0 AND findings.class IN (SELECT value 
FROM json_each(:keys)))) ORDER BY transfers.first_ns, transfers."key";

-- exports_by_path
SELECT transfers."key", transfers.sender, transfers.receiver, judgements.asset, judgements.recipient, judgements.day, judgements.policy_hash, coalesce(judgements.lawful_path, '') AS paths, judgements.outcome, transfers.first_ns, transfers.bytes 
FROM judgements JOIN transfers ON judgements.transfer = transfers."key" AND judgements.run_id = transfers.run_id 
WHERE judgements.day BETWEEN :first_day AND :last_day AND transfers.first_ns >= :since_ns AND judgements.lawful_path IS NOT NULL ORDER BY transfers.first_ns, transfers."key";

-- unsettle
UPDATE settlements SET stands=0 WHERE settlements.year = :year AND settlements.run_id != :run;

-- sweep_totals
DELETE FROM totals WHERE totals.capture = :capture AND totals.run_id != :run;

-- sweep_findings
DELETE FROM findings WHERE findings.policy_hash = :policy AND findings.run_id != :run AND findings.transfer IN (SELECT transfers."key" 
FROM transfers 
WHERE transfers.capture = :capture AND transfers.run_id = :run);

-- clear_left
INSERT INTO judgements (transfer, policy_hash, run_id, outcome, rules, reasons, basis, severity, asset, recipient, day, subjects) SELECT transfers."key", :policy AS anon_1, :run AS anon_2, 'clear', '[]', '[]', '[]', '', '', '', '', 0 
FROM transfers 
WHERE transfers.capture = :capture AND transfers.run_id != :run ON CONFLICT (transfer, policy_hash) DO UPDATE SET run_id = excluded.run_id, outcome = excluded.outcome;

-- adopt_left
UPDATE transfers SET run_id=:run WHERE transfers.capture = :capture AND transfers.run_id != :run;
