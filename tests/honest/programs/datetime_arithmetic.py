from datetime import date, datetime, timedelta, timezone


def f(x):
    start = datetime(2024, 2, 28, 12, tzinfo=timezone.utc)
    later = start + timedelta(days=2, hours=3.5)
    now = datetime.now(timezone.utc)
    parsed = datetime.fromisoformat("2024-03-01T15:30:00+00:00")
    local = start.astimezone()
    return (later - start).total_seconds() + later.weekday() + date(2024, 3, 1).toordinal() + (
        parsed == later
    ) + (now > start) + local.hour + len(start.strftime("%A %d %B %Y"))
