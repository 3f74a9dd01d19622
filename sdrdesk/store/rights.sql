-- Who somebody is, and what the rules ask of a row, on PostgreSQL. Applied by pg_rights.py; every line may run again.
-- Every function here is the owner's, with its search path pinned: nobody can slip a table of their own in front of ours.

CREATE SCHEMA IF NOT EXISTS sdrdesk_rights;
REVOKE ALL ON SCHEMA sdrdesk_rights FROM PUBLIC;

CREATE TABLE IF NOT EXISTS sdrdesk_rights.person (
    role text PRIMARY KEY,
    team_id text NOT NULL,
    rep_id text NOT NULL,
    manages boolean NOT NULL
);

-- session_user, not a setting: a setting can be set by whoever is connected, and leaks through a pool.
CREATE OR REPLACE FUNCTION sdrdesk_rights.my_team() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk_rights, pg_temp
AS $$ SELECT team_id FROM person WHERE role = session_user $$;

CREATE OR REPLACE FUNCTION sdrdesk_rights.my_rep() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk_rights, pg_temp
AS $$ SELECT rep_id FROM person WHERE role = session_user $$;

CREATE OR REPLACE FUNCTION sdrdesk_rights.i_manage() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk_rights, pg_temp
AS $$ SELECT coalesce((SELECT manages FROM person WHERE role = session_user), false) $$;

-- ------------------------------------------------------------------------------------------------------ the rules

-- The one place that asks the time.
CREATE OR REPLACE FUNCTION sdrdesk_rights.clock() RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT now() $$;

CREATE OR REPLACE FUNCTION sdrdesk_rights.rules(team text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$ SELECT body::jsonb FROM playbook WHERE team_id = team ORDER BY id DESC LIMIT 1 $$;

-- What domain/passes.py says of the newest pass, by the server's clock.
CREATE OR REPLACE FUNCTION sdrdesk_rights.has_pass(team text, who text, key_ text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
    SELECT coalesce((
        SELECT (p.valid_until IS NULL OR p.valid_until > sdrdesk_rights.clock())
           AND (p.version >= o.version
                OR (SELECT min(v.at) FROM offer_version v
                    WHERE v.team_id = team AND v.key = key_ AND v.version > p.version)
                   + CASE sdrdesk_rights.rules(team) #>> '{quiz,grace_after_new_version}'
                         WHEN 'now' THEN interval '0'
                         ELSE (sdrdesk_rights.rules(team) #>> '{quiz,grace_after_new_version}')::interval END > sdrdesk_rights.clock())
        FROM quiz_pass p JOIN offer o ON o.team_id = p.team_id AND o.key = p.offer
        WHERE p.team_id = team AND p.rep_id = who AND p.offer = key_
        ORDER BY p.version DESC, p.passed_at DESC LIMIT 1), false)
$$;

-- ------------------------------------------------------------------------------------------------------- the gate

CREATE OR REPLACE FUNCTION sdrdesk_rights.check_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
DECLARE
    asked text;
    me text := sdrdesk_rights.my_rep();
BEGIN
    IF me IS NULL THEN RETURN NEW; END IF; -- the owner; a stranger's row fails its policy
    SELECT gate INTO asked FROM lead WHERE team_id = NEW.team_id AND id = NEW.lead_id;
    IF asked <> '' AND NOT sdrdesk_rights.has_pass(NEW.team_id, me, asked) THEN
        RAISE EXCEPTION 'This lead is locked: the quiz on % is not passed', asked;
    END IF;
    RETURN NEW;
END $$;

-- A rep may not take the lock off: it says what the lead's own conversion asks, or what it said before.
CREATE OR REPLACE FUNCTION sdrdesk_rights.check_lead() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
DECLARE
    gated boolean;
    is_same boolean := TG_OP = 'UPDATE' AND NEW.kind = OLD.kind AND NEW.offer = OLD.offer;
BEGIN
    IF sdrdesk_rights.my_rep() IS NULL OR sdrdesk_rights.i_manage() THEN RETURN NEW; END IF;
    IF is_same AND NEW.gate = OLD.gate THEN RETURN NEW; END IF;
    gated := coalesce((sdrdesk_rights.rules(NEW.team_id) #>> ARRAY['offers', NEW.kind, 'gated'])::boolean, false);
    IF NEW.gate <> (CASE WHEN gated THEN NEW.offer ELSE '' END) THEN
        RAISE EXCEPTION 'Only a manager opens a locked lead';
    END IF;
    IF TG_OP = 'UPDATE' AND NOT is_same AND NOT EXISTS (
        SELECT 1 FROM conversion c
        WHERE c.team_id = NEW.team_id AND c.lead_id = NEW.id AND c.kind = NEW.kind AND c.offer = NEW.offer) THEN
        RAISE EXCEPTION 'This lead never converted on %', NEW.offer;
    END IF;
    RETURN NEW;
END $$;

-- ------------------------------------------------------------------------------------------------------- the quiz

-- domain/question.same_words
CREATE OR REPLACE FUNCTION sdrdesk_rights.same_words(said text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT trim(regexp_replace(lower(translate(normalize(said, NFKC), U&'\2018\2019\201C\201D', '''''""')
                                     COLLATE "und-x-icu"), '\s+', ' ', 'g'))
$$;

-- domain/quiz.grade: what an answer is worth, 0 to 1.
CREATE OR REPLACE FUNCTION sdrdesk_rights.worth(question jsonb, given jsonb) RETURNS float8
LANGUAGE plpgsql IMMUTABLE SET search_path = sdrdesk_rights, pg_temp
AS $$
DECLARE
    said text[] := ARRAY(SELECT same_words(one) FROM jsonb_array_elements_text(given) WITH ORDINALITY t(one, n) ORDER BY n);
    typed text;
    wanted text[];
BEGIN
    IF array_to_string(said, '') = '' THEN RETURN 0; END IF;
    CASE question ->> 'kind'
    WHEN 'single', 'multiple', 'true_false' THEN
        wanted := ARRAY(SELECT same_words(one) FROM jsonb_array_elements_text(question -> 'right') one);
        RETURN (wanted <@ said AND said <@ wanted)::int;
    WHEN 'short' THEN
        RETURN (cardinality(said) = 1 AND EXISTS (
            SELECT 1 FROM jsonb_array_elements_text(question -> 'accept') one WHERE same_words(one) = said[1]))::int;
    WHEN 'matching' THEN
        RETURN (said = ARRAY(SELECT same_words(one ->> 'right')
                             FROM jsonb_array_elements(question -> 'pairs') WITH ORDINALITY t(one, n) ORDER BY n))::int;
    WHEN 'numeric' THEN
        typed := translate(regexp_replace(said[1], '\s', '', 'g'), U&'\2212' || '$€£%', '-');
        IF typed ~ '^[^0-9,]*(0,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,}))$' THEN typed := replace(typed, ',', '.'); END IF;
        typed := replace(typed, ',', '');
        IF cardinality(said) <> 1 OR typed !~ '^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$' THEN RETURN 0; END IF;
        RETURN least(1, coalesce((
            SELECT max((one ->> 'weight')::float8) FROM jsonb_array_elements(question -> 'numbers') one
            WHERE abs(typed::numeric - (one ->> 'value')::numeric) <= (one ->> 'tolerance')::numeric), 0));
    ELSE RETURN 0;
    END CASE;
END $$;

-- The questions of an attempt as its version of the bank has them.
CREATE OR REPLACE FUNCTION sdrdesk_rights.asked(try sdrdesk.quiz_attempt) RETURNS SETOF jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
    SELECT DISTINCT question
    FROM offer_version v, jsonb_array_elements(v.bank::jsonb -> 'questions') question
    WHERE v.team_id = try.team_id AND v.key = try.offer AND v.version = try.version
      AND try.questions::jsonb ? (question ->> 'id')
$$;

-- What reps read of the bank. The key to a question is told when a try that asked it has been graded, and never before.
CREATE OR REPLACE FUNCTION sdrdesk_rights.masked(question jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT question || jsonb_build_object(
        'right', '[]'::jsonb, 'accept', '[]'::jsonb, 'numbers', '[]'::jsonb, 'why', '', 'reread', '',
        -- Sorted, so that the order tells nothing; domain/quiz sorts before it shuffles, so the quiz is the same.
        'wrong', coalesce(jsonb_agg(text ORDER BY text COLLATE "C"), '[]'::jsonb),
        'pairs', coalesce((SELECT jsonb_agg(jsonb_build_object('left', pair -> 'left', 'right', min(text)) ORDER BY n)
                           FROM jsonb_array_elements(question -> 'pairs') WITH ORDINALITY t(pair, n)), '[]'::jsonb))
    FROM (SELECT jsonb_array_elements_text(question -> 'right') AS text
          UNION SELECT jsonb_array_elements_text(question -> 'wrong')
          UNION SELECT pair ->> 'right' FROM jsonb_array_elements(question -> 'pairs') pair) texts
    WHERE question ->> 'kind' IN ('single', 'multiple', 'matching')
$$;

CREATE OR REPLACE FUNCTION sdrdesk_rights.bank_of(team text, key_ text, number bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
    SELECT jsonb_set(v.bank::jsonb, '{questions}', (
        SELECT coalesce(jsonb_agg(CASE WHEN EXISTS (
            SELECT 1 FROM quiz_attempt a
            WHERE a.team_id = v.team_id AND a.rep_id = sdrdesk_rights.my_rep() AND a.offer = v.key AND a.version = v.version
              AND a.state IN ('passed', 'failed') AND a.questions::jsonb ? (question ->> 'id')
        ) THEN question ELSE sdrdesk_rights.masked(question) END ORDER BY n), '[]'::jsonb)
        FROM jsonb_array_elements(v.bank::jsonb -> 'questions') WITH ORDINALITY t(question, n)))::text
    FROM offer_version v
    WHERE v.team_id = sdrdesk_rights.my_team() AND v.team_id = team AND v.key = key_ AND v.version = number
$$;

-- A quiz is handed in by one transaction and graded by a later one: else whoever rolls back would have seen the grade,
-- and could answer anew. What is graded is the copy made here, whatever a transaction that began before still writes.
CREATE TABLE IF NOT EXISTS sdrdesk_rights.handed (
    team_id text NOT NULL,
    attempt_id text NOT NULL,
    xact xid8 NOT NULL,
    given jsonb NOT NULL,
    PRIMARY KEY (team_id, attempt_id)
);

CREATE OR REPLACE FUNCTION sdrdesk_rights.is_handed_in(team text, attempt text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sdrdesk_rights, pg_temp
AS $$ SELECT EXISTS (SELECT 1 FROM handed WHERE team_id = team AND attempt_id = attempt) $$;

CREATE OR REPLACE FUNCTION sdrdesk_rights.hand_in(attempt text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
DECLARE
    team text := sdrdesk_rights.my_team();
BEGIN
    PERFORM FROM quiz_attempt
    WHERE team_id = team AND id = attempt AND rep_id = sdrdesk_rights.my_rep() AND state = 'open' FOR UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    INSERT INTO sdrdesk_rights.handed
    SELECT team, attempt, pg_current_xact_id(), coalesce(jsonb_object_agg(question, given::jsonb), '{}'::jsonb)
    FROM quiz_answer WHERE team_id = team AND attempt_id = attempt
    ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION sdrdesk_rights.grade(attempt text, ended timestamptz, run text, steady float8) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
DECLARE
    try quiz_attempt;
    paper sdrdesk_rights.handed;
    points float8;
    verdict text;
BEGIN
    SELECT * INTO try FROM quiz_attempt
    WHERE team_id = sdrdesk_rights.my_team() AND id = attempt AND rep_id = sdrdesk_rights.my_rep() FOR UPDATE;
    IF try.id IS NULL OR try.state <> 'open' THEN RETURN try.state; END IF;
    SELECT * INTO paper FROM sdrdesk_rights.handed WHERE team_id = try.team_id AND attempt_id = try.id;
    IF paper.xact IS NULL OR paper.xact = pg_current_xact_id() THEN RAISE EXCEPTION 'A quiz is handed in before it is graded'; END IF;
    INSERT INTO quiz_answer (team_id, attempt_id, question, given, at, points)
    SELECT try.team_id, try.id, one ->> 'id', coalesce(paper.given -> (one ->> 'id'), '[]'::jsonb)::text, ended,
           sdrdesk_rights.worth(one, coalesce(paper.given -> (one ->> 'id'), '[]'::jsonb))
    FROM sdrdesk_rights.asked(try) one
    ON CONFLICT (team_id, attempt_id, question) DO UPDATE SET given = excluded.given, points = excluded.points;
    SELECT coalesce(sum(a.points), 0) INTO points
    FROM quiz_answer a JOIN jsonb_array_elements_text(try.questions::jsonb) q ON q = a.question
    WHERE a.team_id = try.team_id AND a.attempt_id = try.id;
    verdict := CASE WHEN points >= jsonb_array_length(try.questions::jsonb) * try.pass_mark - 1e-9
                    THEN 'passed' ELSE 'failed' END;
    UPDATE quiz_attempt
    SET state = verdict, ended_at = ended, boot = run, seconds = steady,
        score = points / jsonb_array_length(try.questions::jsonb)
    WHERE team_id = try.team_id AND id = try.id;
    RETURN verdict;
END $$;

-- When a try was begun by the server's clock: what a rep writes of it need not be true.
CREATE TABLE IF NOT EXISTS sdrdesk_rights.begun (
    team_id text NOT NULL,
    rep_id text NOT NULL,
    offer text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_begun ON sdrdesk_rights.begun (team_id, rep_id, offer, at);

CREATE OR REPLACE FUNCTION sdrdesk_rights.check_attempt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
DECLARE
    quiz jsonb := sdrdesk_rights.rules(NEW.team_id) -> 'quiz';
    bank int;
    today timestamptz;
BEGIN
    IF sdrdesk_rights.my_rep() IS NULL THEN RETURN NEW; END IF;
    SELECT jsonb_array_length(o.bank::jsonb -> 'questions') INTO bank FROM offer o
    WHERE o.team_id = NEW.team_id AND o.key = NEW.offer AND o.version = NEW.version;
    IF NEW.state <> 'open' OR NEW.pass_mark < (quiz ->> 'pass_mark')::float8
       OR (SELECT count(*) FROM sdrdesk_rights.asked(NEW)) < least((quiz ->> 'questions')::int, coalesce(bank, 1000000))
       OR (SELECT count(*) FROM sdrdesk_rights.asked(NEW)) <> jsonb_array_length(NEW.questions::jsonb) THEN
        RAISE EXCEPTION 'A quiz is asked as the playbook says';
    END IF;
    SELECT date_trunc('day', sdrdesk_rights.clock(), r.zone) INTO today FROM rep r
    WHERE r.team_id = NEW.team_id AND r.id = NEW.rep_id;
    IF (SELECT count(*) FROM sdrdesk_rights.begun b WHERE b.team_id = NEW.team_id AND b.rep_id = NEW.rep_id
        AND b.offer = NEW.offer AND b.at >= today) >= (quiz ->> 'attempts_per_day')::int THEN
        RAISE EXCEPTION 'No attempt is left today';
    END IF;
    INSERT INTO sdrdesk_rights.begun VALUES (NEW.team_id, NEW.rep_id, NEW.offer, sdrdesk_rights.clock());
    RETURN NEW;
END $$;

-- A pass needs an attempt that `grade` has passed: nobody else can write that. A manager, who reads the key, is believed.
CREATE OR REPLACE FUNCTION sdrdesk_rights.check_pass() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sdrdesk, pg_temp
AS $$
DECLARE
    lasts text := sdrdesk_rights.rules(NEW.team_id) #>> '{quiz,valid_for}';
BEGIN
    IF sdrdesk_rights.my_rep() IS NULL OR sdrdesk_rights.i_manage() THEN RETURN NEW; END IF;
    PERFORM FROM quiz_attempt
    WHERE team_id = NEW.team_id AND id = NEW.id AND rep_id = NEW.rep_id AND offer = NEW.offer AND version = NEW.version
      AND state = 'passed';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A pass is earned with a quiz';
    END IF;
    -- A day of slack for a machine whose clock is off.
    IF lasts <> 'never' AND coalesce(NEW.valid_until, 'infinity') > sdrdesk_rights.clock() + lasts::interval + '1 day' THEN
        RAISE EXCEPTION 'A pass lasts as long as the playbook says';
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE
    item text[];
BEGIN
    FOREACH item SLICE 1 IN ARRAY ARRAY[['activity', 'check_log', 'INSERT'], ['lead', 'check_lead', 'INSERT OR UPDATE'],
        ['quiz_attempt', 'check_attempt', 'INSERT'], ['quiz_pass', 'check_pass', 'INSERT']] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON sdrdesk.%I', item[2], item[1]);
        EXECUTE format('CREATE TRIGGER %I BEFORE %s ON sdrdesk.%I FOR EACH ROW EXECUTE FUNCTION sdrdesk_rights.%I()',
                       item[2], item[3], item[1], item[2]);
    END LOOP;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sdrdesk_rights FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA sdrdesk_rights FROM PUBLIC;
