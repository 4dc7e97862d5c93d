import time
def test_a(client, small, indexed):
    from archive.authority.load import load_authority
    from archive.models import Person, Location
    print(load_authority())
    print(Person.objects.count(), Location.objects.count())
    for a in ("/", "/people/", "/places/", "/places/russia/", "/feeds/", "/search/", "/search/?q=Токаев Путин Омск 2019"):
        client.get(a)
        t=time.time(); r=client.get(a); print(a, r.status_code, round(time.time()-t,3))
